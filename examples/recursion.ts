import { RLM } from 'recursive-language-model'
import { companyReport } from './data/company.ts'
import type { ExampleSetting } from './report.ts'

/** A company of departments of teams: at `maxDepth` 2 the departments are RLMs of their own, at 3 the teams are too. */
export async function recursion({ seed, options, report }: ExampleSetting): Promise<void> {
  const { company, travelEuros } = companyReport(seed)
  const query =
    'What did the whole company spend on travel in this quarter, in euros? Answer with the number alone, without the unit.'

  for (const maxDepth of [2, 3]) {
    report.ask(query, company, `maxDepth ${maxDepth}`)

    const rlm = new RLM({ ...options, maxDepth })
    const answer = await rlm.completion(company, query)

    report.conclude({ answer, expected: String(travelEuros), usage: rlm.costSummary() })
  }
}
