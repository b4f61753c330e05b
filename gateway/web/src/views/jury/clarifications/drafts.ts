// Answers that are being written: kept in this browser until they are sent.

const KEY = 'draft.clarification.'

export interface Draft {
  text: string
  toAll: boolean
}

export function draftOf(id: string): Draft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY + id) ?? 'null') as Partial<Draft> | null
    return kept && typeof kept.text === 'string' ? { text: kept.text, toAll: kept.toAll === true } : null
  } catch {
    return null
  }
}

/** null: it is sent, or empty. */
export function keepDraft(id: string, draft: Draft | null): void {
  if (draft) localStorage.setItem(KEY + id, JSON.stringify(draft))
  else localStorage.removeItem(KEY + id)
}
