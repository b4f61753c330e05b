import { signal } from '@preact/signals'

/** How many questions wait for the jury, by contest; more than 200 count as so many. */
export const openQuestions = signal<ReadonlyMap<string, number>>(new Map())
