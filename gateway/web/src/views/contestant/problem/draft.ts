// Drafts: what somebody writes for a problem, kept in this browser for each language, with every key that is pressed.
import type { Language, NewSubmission, NewTestRun, SourceFile } from '../../../generated/api.ts'

export interface Draft {
  /** At least one. */
  files: SourceFile[]
  /** The file that is open, from 0. */
  open: number
}

type Kept = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

export function draftKey(user: string, problem: string, language: string): string {
  return `draft.${user}.${problem}.${language}`
}

export function emptyDraft(language: Language): Draft {
  return { files: [{ name: language.source_file, text: '' }], open: 0 }
}

export function isEmpty(draft: Draft): boolean {
  return draft.files.every((file) => file.text.trim() === '')
}

/** What is kept; an empty draft where there is nothing. */
export function readDraft(storage: Kept, key: string, language: Language): Draft {
  try {
    const found = JSON.parse(storage.getItem(key) ?? 'null') as Draft | null
    if (found && found.files.length > 0 && found.files.every((file) => typeof file.text === 'string')) return found
  } catch {
    // what nobody can read is no draft
  }
  return emptyDraft(language)
}

/** False: the browser has no room for it. */
export function keepDraft(storage: Kept, key: string, draft: Draft): boolean {
  try {
    if (isEmpty(draft)) storage.removeItem(key)
    else storage.setItem(key, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

/** Another language of the same files, such as C++17 beside C++20, goes on with what was written. */
export function carriesOver(from: Language, to: Language): boolean {
  return from.source_file === to.source_file
}

/** A single text in the language's own file is sent as such; other names are kept, because programs may depend on them. */
export function programOf(language: Language, draft: Draft): Pick<NewTestRun, 'language' | 'source' | 'files'> {
  const [first] = draft.files
  const plain = draft.files.length === 1 && first!.name === language.source_file
  return { language: language.id, ...(plain ? { source: first!.text } : { files: draft.files }) }
}

export function submissionOf(problem: string, language: Language, draft: Draft): NewSubmission {
  return { problem_id: problem, ...programOf(language, draft) }
}
