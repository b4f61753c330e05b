// The problems of a contest as a list that is put in order. No drawing.
import type { ContestProblem } from '../../../generated/api.ts'

/** Colours of balloons that are told apart well, also by most people who see colours differently. */
export const PALETTE = ['#e6194b', '#3cb44b', '#ffe119', '#4363d8', '#f58231', '#911eb4', '#42d4f4', '#f032e6', '#bfef45', '#fabed4', '#469990', '#9a6324', '#800000', '#aaffc3', '#000075', '#a9a9a9']

/** `A` … `Z`, `AA`, … */
export function letter(number: number): string {
  return (number >= 26 ? letter(Math.floor(number / 26) - 1) : '') + String.fromCharCode(65 + (number % 26))
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const at = Math.max(0, Math.min(list.length - 1, to))
  const rest = list.filter((_, number) => number !== from)
  rest.splice(at, 0, list[from]!)
  return rest
}

/** With letters in order, where they were in order before; letters that somebody chose otherwise stay. */
export function lettered(before: readonly ContestProblem[], after: ContestProblem[]): ContestProblem[] {
  const inOrder = before.every((problem, number) => problem.label === letter(number))
  return inOrder ? after.map((problem, number) => ({ ...problem, label: letter(number) })) : after
}

/** The first letter and the first colour that no other problem has. */
export function added(list: readonly ContestProblem[], id: string, name: string): ContestProblem[] {
  const free = [...list, null].map((_, number) => letter(number)).find((label) => list.every((problem) => problem.label !== label))
  const rgb = PALETTE.find((colour) => list.every((problem) => problem.rgb?.toLowerCase() !== colour)) ?? PALETTE[list.length % PALETTE.length]!
  return [...list, { id, name, label: free ?? letter(list.length), rgb }]
}

/** Letters that several problems have. */
export function twice(list: readonly ContestProblem[]): string[] {
  const labels = list.map((problem) => problem.label.trim())
  return [...new Set(labels.filter((label, number) => labels.indexOf(label) !== number))]
}

export function gone(before: readonly ContestProblem[], after: readonly ContestProblem[]): ContestProblem[] {
  return before.filter((problem) => after.every((other) => other.id !== problem.id))
}
