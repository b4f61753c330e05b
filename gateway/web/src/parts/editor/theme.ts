// How sources look: colours are variables of the page, which reach into shadow roots, so that both themes hold.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--paper)', fontSize: '13.5px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: "ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace", lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection': {
    backgroundColor: 'var(--code-selection)',
  },
  '.cm-activeLine': { backgroundColor: 'var(--code-line)' },
  '.cm-gutters': { backgroundColor: 'var(--odd)', color: 'var(--faint)', borderRight: '1px solid var(--line)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--code-line)', color: 'var(--ink)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--code-selection)', outline: '1px solid var(--faint)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--bad)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--flash)' },
  '.cm-searchMatch': { backgroundColor: 'var(--flash)', outline: '1px solid var(--faint)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--wait)' },
  '.cm-panels': { backgroundColor: 'var(--odd)', color: 'var(--ink)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-textfield, .cm-button': {
    backgroundColor: 'var(--paper)',
    backgroundImage: 'none',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    color: 'var(--ink)',
  },
  '.cm-tooltip': { backgroundColor: 'var(--paper)', border: '1px solid var(--line)', color: 'var(--ink)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-placeholder': { color: 'var(--faint)' },
})

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.character, tags.regexp, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.self], color: 'var(--code-number)' },
  { tag: [tags.comment], color: 'var(--faint)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.macroName], color: 'var(--code-call)' },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.standard(tags.name)], color: 'var(--code-type)' },
  { tag: [tags.meta, tags.processingInstruction, tags.annotation], color: 'var(--code-call)' },
  { tag: tags.invalid, color: 'var(--bad-ink)' },
])

export const look: Extension = [theme, syntaxHighlighting(colours)]

/** Of differences: what was added, and what was removed, by colour, sign and stroke. */
export const diffLook = EditorView.theme({
  '.cm-changedLine, &.cm-merge-b .cm-changedLine, .cm-insertedLine': { backgroundColor: 'var(--code-added)' },
  '.cm-changedText, &.cm-merge-b .cm-changedText': { background: 'var(--code-added-strong)', borderRadius: '3px' },
  '.cm-deletedChunk': { backgroundColor: 'var(--code-removed)', paddingLeft: '6px' },
  '.cm-deletedChunk .cm-deletedText, .cm-deletedText, .cm-deletedChunk del': { background: 'var(--code-removed-strong)', textDecoration: 'none' },
  '.cm-deletedLine, .cm-deletedLine del': { textDecoration: 'none' },
  '.cm-deletedLine::before': { content: '"− "', color: 'var(--bad-ink)', fontWeight: '700' },
  '.cm-changedLineGutter': { background: 'var(--first)' },
  '.cm-deletedLineGutter': { background: 'var(--bad-ink)' },
  '.cm-collapsedLines': { background: 'var(--odd)', color: 'var(--faint)', padding: '4px 8px' },
})
