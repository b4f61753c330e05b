// Files of problems. Those of a problem that not everybody sees are given to who shows a token: a plain link or picture has none.
import { request } from '../api/client.ts'
import { save } from './download.ts'

/** Address of a file's content, to be given back with `URL.revokeObjectURL`. Raises `ApiError`. */
export async function contentOf(path: string, signal?: AbortSignal): Promise<string> {
  const answer = await request(path, signal ? { signal } : {})
  return URL.createObjectURL(await answer.blob())
}

/** So long a file that was opened elsewhere may take to be read there, in ms. */
const READ_MS = 60_000

/** Opens a file in a tab of its own where `shown`, else saves it. Raises `ApiError`. */
export async function openFile(path: string, name: string, shown: boolean): Promise<void> {
  const tab = shown ? window.open('', '_blank') : null
  try {
    const content = await (await request(path)).blob()
    if (!tab) return save(content, name)
    const address = URL.createObjectURL(content)
    setTimeout(() => URL.revokeObjectURL(address), READ_MS)
    tab.location = address
  } catch (error) {
    tab?.close()
    throw error
  }
}
