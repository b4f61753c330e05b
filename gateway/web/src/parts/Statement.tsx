// A statement as the platform made it: sanitised HTML, with formulas set and pictures shown.
import { useLayoutEffect, useRef } from 'preact/hooks'
import { user } from '../api/session.ts'
import { contentOf, openFile } from './files.ts'
import { fileOf, nodesOf } from './statement/nodes.ts'
import { sayError } from './toasts.tsx'
import './statement/statement.css'

interface StatementProps {
  /** From the platform, or cleaned by DOMPurify. */
  html: string
  /** Of the text, for readers and hyphens. */
  language?: string
  /** Level that its highest heading gets: one below that of the page around it. */
  level?: number
}

export function Statement({ html, language, level = 3 }: StatementProps) {
  const root = useRef<HTMLDivElement>(null)
  const who = user.value?.id
  useLayoutEffect(() => {
    const element = root.current
    if (!element) return
    const stopped = new AbortController()
    const addresses: string[] = []
    element.replaceChildren(nodesOf(html, level))
    void typesetIn(element, stopped.signal)
    for (const picture of element.querySelectorAll<HTMLImageElement>('img[data-file]')) {
      void show(picture, stopped.signal).then((address) => address && addresses.push(address))
    }
    return () => {
      stopped.abort()
      addresses.forEach(URL.revokeObjectURL)
    }
  }, [html, level, who])
  return <div ref={root} class="statement" lang={language} onClick={opened} />
}

async function typesetIn(element: HTMLElement, signal: AbortSignal): Promise<void> {
  if (!element.querySelector('.math')) return
  try {
    const { typeset } = await import('./statement/typeset.ts')
    if (!signal.aborted) await typeset(element, signal)
  } catch {
    // what cannot be loaded leaves formulas as they were written
  }
}

/** Signed in, a picture is asked for with the token; else by its address, which a cache may keep. */
async function show(picture: HTMLImageElement, signal: AbortSignal): Promise<string | null> {
  const file = picture.dataset['file']!
  if (!user.peek()) {
    picture.src = `/api/v1${file}`
    return null
  }
  try {
    const address = await contentOf(file, signal)
    picture.src = address
    return address
  } catch {
    if (!signal.aborted) picture.src = `/api/v1${file}`
    return null
  }
}

/** Links to the problem's files. */
function opened(event: MouseEvent): void {
  const link = (event.target as Element).closest('a')
  const file = fileOf(link?.getAttribute('href') ?? null)
  if (!file) return
  event.preventDefault()
  const name = decodeURIComponent(file.split('/').at(-1) ?? '')
  void openFile(file, name, /\.(pdf|png|jpe?g|gif|webp)$/i.test(name)).catch(sayError)
}
