// A contest's settings with the version that a change names; loaded anew when its clock says that they are others.
import { useEffect } from 'preact/hooks'
import { ApiError, call, callWithTag } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import type { Contest, SettingsChange } from '../../../generated/api.ts'
import { say, sayError } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { useContest } from '../../../store/access.ts'
import { words } from './words.ts'

export interface Held {
  contest: Contest
  tag: string
}

export function useSettings(): Loaded<Held> {
  const { id, store } = useContest()
  const loaded = useLoaded<Held>(async (signal) => {
    const { value, tag } = await callWithTag('GET /contests/{contest}', { path: { contest: id }, signal })
    return { contest: value, tag }
  }, [id])
  const known = JSON.stringify(store.clock.value?.settings)
  useEffect(() => {
    if (known && loaded.value) void loaded.reload()
  }, [known])
  return loaded
}

export async function changeSettings(held: Held, settings: SettingsChange): Promise<void> {
  await call('PUT /contests/{contest}', { path: { contest: held.contest.id }, body: { settings }, match: held.tag })
}

/** Changes settings in one step, as a button does; `undo`: what a click takes it back with. Whether it worked. */
export async function applyNow(loaded: Loaded<Held>, change: (held: Held) => SettingsChange, done: string, undo?: (before: Held) => SettingsChange): Promise<boolean> {
  const before = loaded.value
  if (!before) return false
  try {
    await changeSettings(before, change(before))
  } catch (error) {
    if (error instanceof ApiError && error.status === 412) say(words().changedMeanwhile, 'bad')
    else sayError(error)
    await loaded.reload()
    return false
  }
  await loaded.reload()
  const back = async () => {
    try {
      await call('PUT /contests/{contest}', { path: { contest: before.contest.id }, body: { settings: undo!(before) }, match: '*' })
      say(words().undone)
    } catch (error) {
      sayError(error)
    }
    await loaded.reload()
  }
  say(done, 'good', undo && { label: common().undo, do: back })
  return true
}
