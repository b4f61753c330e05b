// Keys of the page and of the view that is open. All that can be pressed now is listed by `?`.
import { signal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'

/** A key as tinykeys writes it, such as `j`, `$mod+Enter` or `F9`, what it does in words, and how. */
export interface Key {
  key: string
  does: string
  act: () => void
  /** Other keys that do the same, and are not listed. */
  also?: readonly string[]
  /** Also while somebody types, or a dialog is open. */
  typing?: boolean
}

// beside the page: nothing is drawn with it
const loading = import('tinykeys')

export const known = signal<readonly (readonly Key[])[]>([])

/** Binds keys for as long as the view is drawn, from its first picture on: who sees it may press them. */
export function useKeys(keys: readonly Key[], inputs: readonly unknown[] = []): void {
  useLayoutEffect(() => {
    const bound: Record<string, (event: KeyboardEvent) => void> = {}
    for (const { key, act, also = [], typing } of keys) {
      const pressed = (event: KeyboardEvent) => {
        if (event.defaultPrevented || (!typing && isTyping(event))) return // a control has taken it for itself
        event.preventDefault()
        act()
      }
      for (const each of [key, ...also]) bound[each] = pressed
    }
    known.value = [...known.peek(), keys]
    let release: (() => void) | null = () => undefined
    void loading.then(({ tinykeys }) => {
      if (release) release = tinykeys(window, bound, { ignore })
    })
    return () => {
      release?.()
      release = null
      known.value = known.peek().filter((each) => each !== keys)
    }
  }, inputs)
}

/** Where somebody types is for `typing` to say: by itself the library hears nothing there. */
function ignore(event: KeyboardEvent): boolean {
  return event.repeat || event.isComposing
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input[type=range]')) return /^(Arrow|Page|Home|End)/.test(event.key) // the rest means nothing to a slider
  if (target instanceof HTMLInputElement && ['checkbox', 'radio'].includes(target.type)) return target.closest('dialog') !== null
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) || target.closest('dialog') !== null
}
