import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/** What may be wider than the screen, such as a table on a phone. It takes the focus where there is something to scroll: by keyboard, too. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  const element = useRef<HTMLDivElement>(null)
  const [wide, setWide] = useState(false)
  useEffect(() => {
    const box = element.current
    if (!box) return
    const watch = new ResizeObserver(() => setWide(box.scrollWidth > box.clientWidth))
    watch.observe(box)
    for (const child of box.children) watch.observe(child)
    return () => watch.disconnect()
  }, [])
  return (
    <div ref={element} class="scroll" {...(wide && { tabIndex: 0, role: 'group', 'aria-label': label })}>
      {children}
    </div>
  )
}
