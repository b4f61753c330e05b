import type { ContestView } from '../../app/views.ts'
import { contestViews } from './contest/views.ts'
import { deskViews } from './deskViews.ts'

/** What the jury of a contest does. */
export const juryViews: ContestView[] = [...contestViews, ...deskViews]
