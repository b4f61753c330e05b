// A statement's HTML, which the server has sanitised, as nodes that fit into the page. Nothing is loaded while they are made.
import { levels } from './headings.ts'

const HEADINGS = 'h1, h2, h3, h4, h5, h6'
const FILES = /^\/api\/v1(\/problems\/[^/]+\/attachments\/[^/?#]+)$/

/** `first`: the level that its highest heading gets. Pictures of the platform have their address in `data-file`. */
export function nodesOf(html: string, first: number): DocumentFragment {
  const parsed = new DOMParser().parseFromString(html, 'text/html')
  const headings = [...parsed.querySelectorAll(HEADINGS)]
  const wanted = levels(headings.map((heading) => Number(heading.tagName[1])), first)
  headings.forEach((heading, at) => {
    const renamed = parsed.createElement(`h${wanted[at]}`)
    renamed.append(...heading.childNodes)
    heading.replaceWith(renamed)
  })
  for (const picture of parsed.querySelectorAll('img')) {
    if (!picture.hasAttribute('alt')) picture.alt = ''
    const file = fileOf(picture.getAttribute('src'))
    if (file === null) continue
    picture.dataset['file'] = file
    picture.removeAttribute('src')
  }
  for (const link of parsed.querySelectorAll('a')) link.target = '_blank'
  for (const table of parsed.querySelectorAll('table')) {
    const scroll = parsed.createElement('div')
    scroll.className = 'scroll'
    scroll.tabIndex = 0
    table.replaceWith(scroll)
    scroll.append(table)
  }
  for (const block of parsed.querySelectorAll('pre')) block.tabIndex = 0
  const nodes = document.createDocumentFragment()
  nodes.append(...[...parsed.body.childNodes].map((node) => document.importNode(node, true)))
  return nodes
}

/** The path under `/api/v1` of a file of a problem; null: it is none. */
export function fileOf(address: string | null): string | null {
  return FILES.exec(address ?? '')?.[1] ?? null
}
