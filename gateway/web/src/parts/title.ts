// What the open view is called in the title of the window.
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** Of the view within a contest; empty: the contest's own name is enough. */
export const title = signal('')

/** Names the view for as long as it is drawn, before the name of the contest. */
export function useTitle(text: string): void {
  useEffect(() => {
    title.value = text
    return () => void (title.value = '')
  }, [text])
}

/** Names the window, of a view outside of contests. */
export function usePageTitle(text: string): void {
  useEffect(() => {
    document.title = text ? `${text} · Podium` : 'Podium'
  }, [text])
}
