// Formulas of statements, set by KaTeX. It builds nodes, so that the page's policy without inline styles holds.
import katex from 'katex'
import 'katex/dist/katex.min.css'

/** Characters of a formula that is set; a longer one stands as it was written. */
const LONGEST = 5000
/** Formulas of a statement that are set. */
const MOST = 3000
/** Work in one go, in ms: the page answers in between. */
const SLICE_MS = 12
/** Macros that a formula may expand, and the largest size, in em, that it may ask for. */
const MAX_EXPAND = 500
const MAX_SIZE = 20

/** Sets all formulas in `root`. Those that are wrong stay as they were written. */
export async function typeset(root: HTMLElement, signal: AbortSignal): Promise<void> {
  let begun = performance.now()
  for (const element of [...root.querySelectorAll<HTMLElement>('.math')].slice(0, MOST)) {
    set(element)
    if (performance.now() - begun < SLICE_MS) continue
    await new Promise((go) => setTimeout(go))
    if (signal.aborted) return
    begun = performance.now()
  }
}

function set(element: HTMLElement): void {
  const tex = element.textContent ?? ''
  if (tex.length > LONGEST) return
  try {
    const made = document.createElement('span')
    katex.render(tex, made, { displayMode: element.tagName === 'DIV', trust: false, strict: 'ignore', maxExpand: MAX_EXPAND, maxSize: MAX_SIZE })
    element.replaceChildren(...made.childNodes)
    element.dataset['set'] = ''
  } catch {
    element.dataset['fault'] = ''
  }
}
