// Fields that a new problem and a problem that is changed have alike: title, limits, checker.
import { useState } from 'preact/hooks'
import type { Checker } from '../../../generated/api.ts'
import { Input, Select, TextArea } from '../../../parts/Form.tsx'
import { words } from './words.ts'

export type Difficulty = 'easy' | 'hard' | 'medium'

export interface Limits {
  title: string
  difficulty: Difficulty
  tags: string[]
  time_limit: number
  memory_limit: number
  output_limit: number
  checker?: Checker
}

export function LimitFields({ of }: { of: Omit<Limits, 'checker'> }) {
  const difficulties = Object.entries(words().difficulties)
  return (
    <>
      <Input name="title" label={words().title} value={of.title} required maxLength={120} />
      <div class="author-row">
        <Input name="time_limit" label={words().timeLimit} type="number" min={0.001} max={60} step="any" required value={of.time_limit} />
        <Input name="memory_limit" label={words().memoryLimit} type="number" min={16} max={4096} required value={of.memory_limit} />
        <Input name="output_limit" label={words().outputLimit} type="number" min={1} max={256} required value={of.output_limit} />
      </div>
      <div class="author-row">
        <Select name="difficulty" label={words().difficulty} options={difficulties} value={of.difficulty} />
        <Input name="tags" label={words().tags} value={of.tags.join(', ')} />
      </div>
    </>
  )
}

/** `keeps`: there is a checker, which may be one that cannot be written here. */
export function CheckerFields({ keeps }: { keeps: boolean }) {
  const [kind, setKind] = useState(keeps ? 'keep' : 'tokens')
  const options = Object.entries(words().checkers).filter(([name]) => keeps || name !== 'keep')
  return (
    <>
      <Select name="checker" label={words().checker} options={options} value={kind} onChange={(event: Event) => setKind((event.currentTarget as HTMLSelectElement).value)} />
      {kind === 'float' && <Input name="tolerance" label={words().tolerance} type="number" min={0} max={1} step="any" value={0.000001} required />}
      {kind === 'custom' && <TextArea name="source" label={words().source} hint={words().sourceHint} rows={10} required spellcheck={false} class="author-code" />}
    </>
  )
}

export function limitsOf(data: FormData): Limits {
  const text = (name: string) => String(data.get(name) ?? '').trim()
  const kind = text('checker')
  const checker: Checker = {
    kind: kind as 'tokens',
    ...(kind === 'float' && { tolerance: Number(text('tolerance')) }),
    ...(kind === 'custom' && { source: String(data.get('source')) }),
  }
  return {
    title: text('title'),
    difficulty: text('difficulty') as Difficulty,
    tags: text('tags').split(',').map((tag) => tag.trim()).filter(Boolean),
    time_limit: Number(text('time_limit')),
    memory_limit: Number(text('memory_limit')),
    output_limit: Number(text('output_limit')),
    ...(kind !== 'keep' && kind !== '' && { checker }),
  }
}
