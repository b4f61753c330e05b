// Parts of the page that are loaded when they are needed: the network may be away just then, and nobody asks a second time.
import { say } from './toasts.tsx'
import { words } from './words.ts'

const SOON_MS = 1000
const LATER_MS = 4000

/** Loads until it works. `view`: somebody waits for it. Where the platform answers and it does not come, the platform has a newer page: it is opened. */
export async function insist<T>(load: () => Promise<T>, view?: boolean): Promise<T> {
  for (let wait = SOON_MS; ; wait = LATER_MS) {
    try {
      return await load()
    } catch {
      if (view && wait === SOON_MS) say(words().offline, 'news')
      await new Promise((done) => setTimeout(done, wait))
      // the service worker answers no HEAD
      if (view && wait === LATER_MS) await fetch('/', { method: 'HEAD' }).then((answer) => answer.ok && location.reload(), () => undefined)
    }
  }
}
