import type { ContestView, View } from '../../app/views.ts'
import { desks, homeViews } from './home/views.ts'
import { practiceViews, workViews } from './problem/views.ts'

/** Problems outside of contests. */
export const archiveViews: View[] = [...practiceViews]

/** What a contestant does in a contest. */
export const contestantViews: ContestView[] = [...homeViews, ...workViews, ...desks]
