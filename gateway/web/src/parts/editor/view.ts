// CodeMirror in a shadow root: there its styles are adopted style sheets, which our Content-Security-Policy allows; in the document it would
// write <style> elements, which it does not.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language'
import { unifiedMergeView } from '@codemirror/merge'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
  rectangularSelection,
} from '@codemirror/view'
import { loadLanguage } from './languages.ts'
import { diffLook, look } from './theme.ts'

/** Lines shown around a difference. */
const CONTEXT = 3

export interface Shown {
  text: string
  /** Id of the platform's language. */
  language: string
  /** For screen readers. */
  label: string
  phrases: Record<string, string>
}

export interface Edited extends Shown {
  hint: string
  /** Shown while there is no text. */
  invites: string
  onChange: (text: string) => void
  /** Files that were dropped or pasted. */
  onFiles: (files: File[]) => void
}

/** An editor in the page. */
export class Surface {
  private readonly view: EditorView
  private readonly syntax = new Compartment()
  private language: string | null = null

  private constructor(host: HTMLElement, text: string, extensions: Extension) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
    const state = EditorState.create({ doc: text, extensions: [extensions, this.syntax.of([]), look] })
    this.view = new EditorView({ state, parent: root, root })
  }

  static editor(host: HTMLElement, shown: Edited): Surface {
    return begun(new Surface(host, shown.text, editing(shown)), shown.language)
  }

  static reader(host: HTMLElement, shown: Shown): Surface {
    return begun(new Surface(host, shown.text, reading(shown)), shown.language)
  }

  /** `shown.text` with what was changed since `before`. */
  static difference(host: HTMLElement, shown: Shown, before: string): Surface {
    const merge = unifiedMergeView({
      original: before,
      mergeControls: false,
      gutter: true,
      collapseUnchanged: { margin: CONTEXT, minSize: 2 * CONTEXT },
      // whoever submits chooses both texts
      diffConfig: { scanLimit: 500, timeout: 200 },
    })
    return begun(new Surface(host, shown.text, [reading(shown), merge, diffLook]), shown.language)
  }

  get text(): string {
    return this.view.state.doc.toString()
  }

  /** Replaces the text where it is another one; it can be undone. */
  put(text: string): void {
    if (text === this.text) return
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } })
  }

  async speak(language: string): Promise<void> {
    if (language === this.language) return
    this.language = language
    const syntax = await loadLanguage(language)
    if (language === this.language) this.view.dispatch({ effects: this.syntax.reconfigure(syntax) })
  }

  /** Puts the cursor behind so many characters. */
  focus(at: number): void {
    this.view.dispatch({ selection: { anchor: Math.min(at, this.view.state.doc.length) } })
    this.view.focus()
  }

  close(): void {
    this.language = null
    this.view.destroy()
  }
}

function begun(surface: Surface, language: string): Surface {
  void surface.speak(language)
  return surface
}

function shared({ label, phrases }: Shown, more: Record<string, string>): Extension {
  return [
    EditorState.phrases.of(phrases),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocorrect: 'off', autocapitalize: 'off', ...more }),
    lineNumbers(),
    highlightSpecialChars(),
    EditorState.tabSize.of(4),
  ]
}

function reading(shown: Shown): Extension {
  return [
    shared(shown, { tabindex: '0' }),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    search(),
    keymap.of(searchKeymap),
  ]
}

function editing(shown: Edited): Extension {
  return [
    shared(shown, { 'aria-description': shown.hint }),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    dropCursor(),
    EditorState.allowMultipleSelections.of(true),
    rectangularSelection(),
    crosshairCursor(),
    indentUnit.of('    '),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ activateOnTyping: false }),
    highlightSelectionMatches(),
    search(),
    placeholder(shown.invites),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, indentWithTab]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) shown.onChange(update.state.doc.toString())
    }),
    EditorView.domEventHandlers({
      drop: (event) => taken(event, event.dataTransfer, shown.onFiles),
      paste: (event) => taken(event, event.clipboardData, shown.onFiles),
    }),
  ]
}

/** Files are handed on; text is left to the editor. */
function taken(event: Event, data: DataTransfer | null, onFiles: (files: File[]) => void): boolean {
  const files = [...(data?.files ?? [])]
  if (files.length === 0) return false
  event.preventDefault()
  event.stopPropagation()
  onFiles(files)
  return true
}
