export { type FineTuningSample, toFineTuningMessages } from './export/fine-tuning-messages.ts'
export { type PromptCompletion, toPromptCompletions } from './export/prompt-completion.ts'
export {
  type RecordedBlock,
  type RecordedCall,
  type RecordedRun,
  recordedRuns,
  type RecordedTurn,
} from './export/recorded-run.ts'
export {
  type RlmsBlockResult,
  type RlmsCall,
  type RlmsIteration,
  type RlmsMetadata,
  toRlmsLog,
} from './export/rlms-log.ts'
export type { SampleOptions } from './export/samples.ts'
export { runEventSchema, type StoredEvent, storedEventSchema } from './event-schema.ts'
export {
  type StoredMessage,
  type StoredMessages,
  type StoredText,
  type TextLine,
  TRAJECTORY_VERSION,
  type TrajectoryHeader,
  type TrajectoryOptions,
  type TrajectoryRecord,
} from './format.ts'
export { parseTrajectory, type Trajectory, TrajectoryParser } from './parser.ts'
export { type FollowOptions, followTrajectory, loadTrajectory, readTrajectory, TrajectoryFile } from './reader.ts'
export { textLineSchema, trajectoryHeaderSchema } from './schema.ts'
