// What whoever is signed in has to do with the problems that are shown: solved, tried, liked.
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../api/client.ts'
import { user } from '../../api/session.ts'
import { attempt } from '../../parts/toasts.tsx'
import type { OwnMark } from '../../generated/api.ts'

/** Problems that one request may ask for. */
const AT_ONCE = 100

export interface Marks {
  of: (problem: string) => OwnMark | undefined
  like: (problem: string, liked: boolean) => void
}

export function useMarks(ids: readonly string[]): Marks {
  const [marks, setMarks] = useState<ReadonlyMap<string, OwnMark>>(new Map())
  const who = user.value?.id
  const wanted = ids.join()
  useEffect(() => {
    const controller = new AbortController()
    if (!who || !wanted) setMarks(new Map())
    else void load(wanted.split(','), controller.signal).then((all) => setMarks(new Map(all.map((mark) => [mark.problem_id, mark]))), () => undefined)
    return () => controller.abort()
  }, [who, wanted])
  const set = (problem: string, change: Partial<OwnMark>) =>
    setMarks((old) => {
      const mark = old.get(problem) ?? { problem_id: problem, mark: 'none', liked: false, likes: 0 }
      return new Map(old).set(problem, { ...mark, ...change })
    })
  const like = (problem: string, liked: boolean) => {
    const path = { problem }
    const before = marks.get(problem)
    set(problem, { liked, likes: (before?.likes ?? 0) + (liked ? 1 : -1) })
    const send = () => (liked ? call('PUT /problems/{problem}/like', { path }) : call('DELETE /problems/{problem}/like', { path }))
    void attempt(async () => set(problem, await send())).then((worked) => worked || set(problem, before ?? { liked: !liked }))
  }
  return { of: (problem) => marks.get(problem), like }
}

async function load(ids: string[], signal: AbortSignal): Promise<OwnMark[]> {
  const found: OwnMark[] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    found.push(...(await call('GET /problems/own-marks', { query: { ids: ids.slice(from, from + AT_ONCE).join() }, signal })).marks)
  }
  return found
}
