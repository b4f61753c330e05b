import { address, call, request } from '../../../api/client.ts'
import type { Print } from '../../../generated/api.ts'
import { attempt, say } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { words } from './words.ts'

const KEPT_MS = 60_000

/** Opens the PDF in a window of its own, whose browser prints it. */
export async function open(print: Print): Promise<void> {
  const page = window.open('', '_blank') // at once: browsers block what opens later
  if (!page) return say(words().blocked, 'bad')
  const path = address('/contests/{contest}/prints/{print}.pdf', { contest: print.contest_id, print: print.id })
  const worked = await attempt(async () => {
    const pdf = await (await request(path)).blob() // with the token: a link would have none
    const local = URL.createObjectURL(pdf)
    page.location.href = local
    setTimeout(() => URL.revokeObjectURL(local), KEPT_MS)
  })
  if (!worked) page.close()
}

/** Says that a print was brought, or was not; either can be undone. */
export async function tick(print: Print, reload: () => unknown): Promise<void> {
  const path = { contest: print.contest_id, print: print.id }
  const set = (brought: boolean) =>
    attempt(async () => {
      if (brought) await call('POST /contests/{contest}/prints/{print}/delivered', { path })
      else await call('DELETE /contests/{contest}/prints/{print}/delivered', { path })
      void reload()
    })
  const brought = print.delivered_at === null
  if (!(await set(brought))) return
  const text = (brought ? words().done : words().undone)(print.file_name, print.team_name)
  say(text, 'good', { label: common().undo, do: () => set(!brought) })
}

export async function remove(print: Print, reload: () => Promise<void>): Promise<void> {
  await call('DELETE /contests/{contest}/prints/{print}', { path: { contest: print.contest_id, print: print.id } })
  await reload()
}
