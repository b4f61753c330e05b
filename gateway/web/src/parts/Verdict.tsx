// A verdict by sign, colour and words, so that none of them is needed alone.
import { inLanguages } from './language.ts'

const GOOD = new Set(['AC'])

const verdicts = inLanguages({
  en: {
    AC: 'accepted',
    WA: 'wrong answer',
    TLE: 'time limit exceeded',
    MLE: 'memory limit exceeded',
    OLE: 'output limit exceeded',
    RTE: 'run-time error',
    CE: 'compile error',
    JE: 'judging error',
    PE: 'presentation error',
  } as Record<string, string>,
  de: {
    AC: 'richtig',
    WA: 'falsche Antwort',
    TLE: 'Zeitgrenze überschritten',
    MLE: 'Speichergrenze überschritten',
    OLE: 'zu viel Ausgabe',
    RTE: 'Laufzeitfehler',
    CE: 'nicht übersetzbar',
    JE: 'Fehler beim Bewerten',
    PE: 'falsches Format',
  },
})

const states = inLanguages({
  en: { queued: 'queued', compiling: 'compiling', running: 'running', done: 'done' } as Record<string, string>,
  de: { queued: 'wartet', compiling: 'wird übersetzt', running: 'läuft', done: 'fertig' },
})

/** The words of a verdict; those that are not known stand for themselves. */
export function verdictWords(verdict: string): string {
  return verdicts()[verdict] ?? verdict
}

export function stateWords(state: string): string {
  return states()[state] ?? state
}

/** `verdict` null: not judged yet, then `state` is shown. */
export function Verdict({ verdict, state = 'queued' }: { verdict: string | null | undefined; state?: string }) {
  if (!verdict) {
    return (
      <span class="verdict wait">
        <span aria-hidden="true">?</span> {stateWords(state)}
      </span>
    )
  }
  const good = GOOD.has(verdict)
  return (
    <span class={`verdict ${good ? 'good' : 'bad'}`} title={verdict}>
      <span aria-hidden="true">{good ? '✓' : '✗'}</span> {verdictWords(verdict)}
    </span>
  )
}
