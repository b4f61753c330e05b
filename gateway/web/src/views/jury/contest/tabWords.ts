// Of the tab alone: the frame loads it with everything.
import { inLanguages } from '../../../parts/language.ts'

export const tabWords = inLanguages({ en: { jury: 'Jury' }, de: { jury: 'Jury' } })
