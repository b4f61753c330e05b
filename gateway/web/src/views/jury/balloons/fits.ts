import type { Balloon } from '../../../generated/api.ts'

/** Whether a balloon is of this problem and for a place that begins so; empty: any. */
export function fits(balloon: Pick<Balloon, 'problem_id' | 'place'>, problem = '', place = ''): boolean {
  return (problem === '' || balloon.problem_id === problem) && balloon.place.toLowerCase().startsWith(place.toLowerCase())
}
