import type { SourceFile } from '../../../generated/api.ts'

export interface Pair {
  name: string
  before: string
  now: string
}

/** The files that differ, by name; of single files also where the name is another one. A missing file is empty. */
export function changedFiles(before: readonly SourceFile[], now: readonly SourceFile[]): Pair[] {
  const [old, only] = [before[0], now[0]]
  if (before.length === 1 && now.length === 1 && old && only) return differing([{ name: only.name, before: old.text, now: only.text }])
  const earlier = new Map(before.map((file) => [file.name, file.text]))
  const kept = new Set(now.map((file) => file.name))
  return differing([
    ...now.map((file) => ({ name: file.name, before: earlier.get(file.name) ?? '', now: file.text })),
    ...before.filter((file) => !kept.has(file.name)).map((file) => ({ name: file.name, before: file.text, now: '' })),
  ])
}

function differing(pairs: readonly Pair[]): Pair[] {
  return pairs.filter((pair) => pair.before !== pair.now)
}
