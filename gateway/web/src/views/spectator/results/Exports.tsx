import type { TargetedMouseEvent } from 'preact'
import { request } from '../../../api/client.ts'
import { user } from '../../../api/session.ts'
import { save as keep } from '../../../parts/download.ts'
import { attempt } from '../../../parts/toasts.tsx'
import { words } from './words.ts'

/** Links to the documents of the API. Who is signed in loads them with the token: a private contest is shown to nobody else. */
export function Exports({ contest }: { contest: string }) {
  const path = `/contests/${encodeURIComponent(contest)}`
  const files = [
    [words().csv, `${path}/results.csv`, `results-${contest}.csv`],
    [words().html, `${path}/results.html`, `results-${contest}.html`],
    [words().json, `${path}/results`, `results-${contest}.json`],
    [words().scoreboard, `${path}/leaderboard?limit=1000`, `scoreboard-${contest}.json`],
    [words().awardsJson, `${path}/awards`, `awards-${contest}.json`],
  ] as const
  return (
    <p class="exports">
      {files.map(([label, address, name]) => (
        <a key={name} class="button" href={`/api/v1${address}`} download={name} onClick={(event) => save(event, address, name)}>
          ↓ {label}
        </a>
      ))}
    </p>
  )
}

function save(event: TargetedMouseEvent<HTMLAnchorElement>, address: string, name: string): void {
  if (!user.value) return
  event.preventDefault()
  void attempt(async () => {
    const answer = await request(address)
    keep(await answer.blob(), name)
  })
}
