import { expect, it } from 'vitest'
import { z } from 'zod'
import { toRlmsLog } from '../../../src/trajectory/export/rlms-log.ts'
import { trajectoryOf, TREE } from './runs.ts'

const nullableObject = z.record(z.string(), z.unknown()).nullable()

/** The first line of a log, as the visualizer of `rlms` reads it. */
const METADATA = z.object({
  type: z.literal('metadata'),
  timestamp: z.iso.datetime(),
  root_model: z.string().nullable(),
  max_depth: z.number().nullable(),
  max_iterations: z.number().nullable(),
  backend: z.string().nullable(),
  backend_kwargs: nullableObject,
  environment_type: z.string().nullable(),
  environment_kwargs: nullableObject,
  other_backends: z.array(z.string()).nullable(),
})

/** Every other line. */
const ITERATION = z.object({
  type: z.literal('iteration'),
  iteration: z.int().min(1),
  timestamp: z.iso.datetime(),
  prompt: z.array(z.object({ role: z.string(), content: z.string() })),
  response: z.string(),
  code_blocks: z.array(
    z.object({
      code: z.string(),
      result: z.object({
        stdout: z.string(),
        stderr: z.string(),
        locals: z.record(z.string(), z.unknown()),
        execution_time: z.number(),
        rlm_calls: z.array(
          z.object({
            root_model: z.string(),
            prompt: z.string(),
            response: z.string(),
            prompt_tokens: z.number(),
            completion_tokens: z.number(),
            execution_time: z.number(),
            usage_summary: z.object({
              model_usage_summaries: z.record(
                z.string(),
                z.object({ total_calls: z.number(), total_input_tokens: z.number(), total_output_tokens: z.number() }),
              ),
            }),
          }),
        ),
      }),
    }),
  ),
  final_answer: z.union([z.string(), z.tuple([z.string(), z.string()])]).nullable(),
  iteration_time: z.number().nullable(),
})

it('makes a line of metadata and one of each iteration, as the visualizer reads them', async () => {
  const [metadata, ...iterations] = toRlmsLog(await trajectoryOf(TREE, { maxDepth: 1 }))
  expect(METADATA.safeParse(metadata)).toMatchObject({ success: true })
  for (const iteration of iterations) expect(ITERATION.safeParse(iteration)).toMatchObject({ success: true })
  expect(metadata).toMatchObject({ root_model: 'root-model', max_depth: 1, max_iterations: 20 })
  expect(iterations.map(({ iteration, response }) => [iteration, response])).toEqual(
    TREE.root.map((reply, index) => [index + 1, reply]),
  )
})

it('says what each block printed, raised, left and asked, and gives the answer in the last iteration', async () => {
  const [, first, second, third] = toRlmsLog(await trajectoryOf(TREE, { maxDepth: 1 }))
  expect(first?.code_blocks[0]).toMatchObject({
    code: 'print(context.length)\nconst size = context.length',
    result: { stdout: '12\n', stderr: '', locals: { size: expect.stringContaining('12') as string } },
  })
  expect(second?.code_blocks[0]?.result.stderr).toMatch(/^TypeError: /)
  expect(second?.code_blocks[0]?.result.rlm_calls).toHaveLength(3)
  const [call] = second?.code_blocks[0]?.result.rlm_calls ?? []
  expect(call).toMatchObject({ root_model: 'sub-model', prompt: 'once' })
  expect(call?.usage_summary.model_usage_summaries['sub-model']?.total_input_tokens).toBe(call?.prompt_tokens)
  expect([first, second, third].map((line) => line?.final_answer)).toEqual([null, null, expect.any(String)])
})
