import { useEffect, useState } from 'preact/hooks'

interface Contest {
  id: string
  status: 'upcoming' | 'running' | 'ended'
  starts_at: string | null
  teams: number
  imported: boolean
  settings: { name: string; duration: number }
}

const REFRESH_MS = 5000
const WORDS = { running: 'running', upcoming: 'upcoming', ended: 'ended' }

/** All contests, the running ones first. */
export function ContestList() {
  const [contests, setContests] = useState<Contest[] | null>(null)
  const [problem, setProblem] = useState('')
  useEffect(() => {
    document.title = 'Podium'
    let stopped = false
    const load = async () => {
      try {
        const answer = await fetch('/api/v1/contests')
        if (!answer.ok) throw new Error(`the server answers ${answer.status}`)
        const page = (await answer.json()) as { contests: Contest[] }
        if (!stopped) {
          setContests(page.contests)
          setProblem('')
        }
      } catch (error) {
        if (!stopped) setProblem(`The list cannot be loaded (${String(error)}). Trying again …`)
      }
    }
    void load()
    const timer = setInterval(() => void load(), REFRESH_MS)
    return () => {
      stopped = true
      clearInterval(timer)
    }
  }, [])
  const order = ['running', 'upcoming', 'ended']
  const sorted = [...(contests ?? [])].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
  return (
    <main class="list">
      <h1>Contests</h1>
      {problem && <p role="alert">{problem}</p>}
      {contests === null && !problem && <p>Loading …</p>}
      {contests?.length === 0 && <p>There is no contest yet.</p>}
      <ul>
        {sorted.map((contest) => (
          <li key={contest.id}>
            <a href={`/contests/${contest.id}`} class="card">
              <span class="card-name">{contest.settings.name}</span>
              <span class={`badge ${contest.status}`}>{WORDS[contest.status]}</span>
              <span class="card-facts">
                {contest.starts_at && <time dateTime={contest.starts_at}>{new Date(contest.starts_at).toLocaleString()}</time>}
                <span>{length(contest.settings.duration / 1000)}</span>
                <span>{contest.teams} teams</span>
                {contest.imported && <span>recorded</span>}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </main>
  )
}

function length(seconds: number): string {
  const hours = seconds / 3600
  if (hours >= 1) return `${Number(hours.toFixed(1))} h`
  return seconds >= 60 ? `${Math.round(seconds / 60)} min` : `${seconds} s`
}
