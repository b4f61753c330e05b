import { later, type View } from '../../app/views.ts'

/** The problems outside of contests, to be searched. */
export const problemListViews: View[] = [{ path: '/problems', component: later(() => import('./Archive.tsx')) }]
