// The winner's moment: who has won, and the medals. Confetti only for those who like movement.
import { Dialog } from '../../../../parts/Dialog.tsx'
import { Icon } from '../../../../parts/Icon.tsx'
import { Empty } from '../../../../parts/States.tsx'
import type { ContestStore } from '../../../../store/contest.ts'
import { points } from '../scoring.ts'
import { honoured, type Placed } from './medals.ts'
import { words } from './words.ts'
import './medals.css'

const PIECES = 60

export default function Medals({ store, onClose }: { store: ContestStore; onClose: () => void }) {
  void store.version.value
  const clock = store.clock.value
  if (!clock) return null
  const { winners, groups } = honoured(store.board, clock.medal_ranks)
  const name = (n: number) => store.teams.value.get(n)?.name ?? '…'
  return (
    <Dialog title={words().title(clock.settings.name)} wide onClose={onClose}>
      <div class="medals">
        <Confetti />
        {winners.length === 0 && <Empty>{words().nobody}</Empty>}
        {winners.length > 0 && (
          <p class="winner" role="status">
            <span class="cup">
              <Icon name="cup" />
            </span>
            <span>{winners.length > 1 ? words().winners : words().winner}</span>
            <strong>
              {winners.map(({ n }, number) => (
                <>
                  {number > 0 && ', '}
                  <bdi>{name(n)}</bdi>
                </>
              ))}
            </strong>
            <small>{winners[0] && <Score of={winners[0]} />}</small>
          </p>
        )}
        <div class="medal-groups">
          {groups.map(({ kind, teams }) => (
            <section key={kind} class={`medal-group kind-${kind}`}>
              <h3>{heading(kind)}</h3>
              <ol>
                {teams.map((placed) => (
                  <li key={placed.n} value={placed.rank}>
                    <b>
                      <bdi>{name(placed.n)}</bdi>
                    </b>
                    <span>{store.teams.value.get(placed.n)?.organization}</span>
                    <small>
                      <Score of={placed} />
                    </small>
                  </li>
                ))}
              </ol>
            </section>
          ))}
        </div>
        <p>
          <a class="button" href={`/contests/${encodeURIComponent(store.contest)}/results`}>
            {words().results}
          </a>
        </p>
      </div>
    </Dialog>
  )
}

function Score({ of: { row } }: { of: Placed }) {
  return <>{row[3] === null ? words().solved(row[1]) : words().points(points(row[3]))}</>
}

function heading(kind: string): string {
  if (kind === 'gold' || kind === 'silver' || kind === 'bronze') return words()[kind]
  return words().place(Number(kind))
}

/** The style sheet lets it fall, unless movement is not wanted. */
function Confetti() {
  return (
    <div class="confetti" aria-hidden="true">
      {Array.from({ length: PIECES }, (_, piece) => (
        <i key={piece} style={{ left: `${(piece * 61) % 100}%`, animationDelay: `${((piece * 37) % 60) / 20}s`, '--turn': `${(piece * 97) % 360}deg` }} />
      ))}
    </div>
  )
}
