import type { Counted } from '../../../generated/api.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import { number } from '../../../parts/format.ts'
import { verdictWords } from '../../../parts/Verdict.tsx'
import { matrixOf } from './matrix.ts'
import { words } from './words.ts'

/** How many went from which verdict to which. */
export function MatrixTable({ cells }: { cells: readonly Counted[] }) {
  const { rows, columns, count } = matrixOf(cells)
  return (
    <section class="panel">
      <h3>{words().matrix}</h3>
      {cells.length === 0 ? (
        <p class="desk-note">{words().nothingJudged}</p>
      ) : (
        <Scroll label={words().matrix}>
          <table class="rejudging-matrix">
            <caption>{words().matrixCaption}</caption>
            <thead>
              <tr>
                <th scope="col">
                  <span class="hidden">{words().before}</span>
                </th>
                {columns.map((verdict) => (
                  <th key={verdict} scope="col" title={verdictWords(verdict)}>
                    {verdict}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((old) => (
                <tr key={old}>
                  <th scope="row" title={old ? verdictWords(old) : ''}>
                    {old ?? words().noVerdict}
                  </th>
                  {columns.map((to) => (
                    <td key={to} class={kind(old, to, count(old, to))}>
                      {number(count(old, to))}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  )
}

function kind(old: string | null, to: string, count: number): string {
  if (count === 0) return 'none'
  if (old === to) return 'same'
  return to === 'AC' ? 'better' : old === 'AC' ? 'worse' : 'other'
}
