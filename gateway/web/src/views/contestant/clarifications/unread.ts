import { signal } from '@preact/signals'

/** Unread answers by contest: apart from what counts them, since the tabs of every contest show it. */
export const unread = signal<ReadonlyMap<string, number>>(new Map())
