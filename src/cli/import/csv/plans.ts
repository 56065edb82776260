import type { PlanImport } from '@clientele/sdk';
import type { MappingFile } from './mapping-file.js';
import { fold } from './words.js';

/** A column with more names than this does not contain names of plans. */
const MAX_PLANS = 1_000;

/** The plans that the rows name. Names that differ only in case and punctuation are one plan. */
export class Plans {
  readonly #plans = new Map<string, { name: string; monthlyPrice: number }>();
  readonly #mapping: ReadonlyMap<string, { id?: string; rank?: number }>;

  constructor(mapping: MappingFile['plans']) {
    this.#mapping = new Map(Object.entries(mapping).map(([name, plan]) => [fold(name), plan]));
  }

  /** Adds a plan that a row names, with the price of a unit per month. */
  add(name: string, monthlyPrice: number): void {
    const plan = this.#plans.get(fold(name));
    if (plan) plan.monthlyPrice = Math.max(plan.monthlyPrice, monthlyPrice);
    else if (this.#plans.size < MAX_PLANS) this.#plans.set(fold(name), { name, monthlyPrice });
    else {
      throw new Error(
        `Expected the names of at most ${MAX_PLANS} plans in the column of the plan; got more, such as "${name}". Set the column of the plan in the mapping file, or one plan for all rows: subscriptions: { columns: { plan: { value: Standard } } }.`,
      );
    }
  }

  /** Returns the externalId of a plan: the id in the mapping, otherwise the name as it occurs first. */
  idOf(name: string): string {
    return this.#mapping.get(fold(name))?.id ?? this.#plans.get(fold(name))?.name ?? name;
  }

  /** Returns the plans by rank: the rank in the mapping, otherwise 1 for the cheapest plan, 2 for the next, and so on. */
  get all(): (PlanImport & { monthlyPrice: number })[] {
    const byPrice = [...this.#plans.values()].sort(
      (one, other) => one.monthlyPrice - other.monthlyPrice || (one.name < other.name ? -1 : 1),
    );
    return byPrice
      .map(({ name, monthlyPrice }, index) => ({
        externalId: this.idOf(name),
        name,
        rank: this.#mapping.get(fold(name))?.rank ?? index + 1,
        monthlyPrice,
      }))
      .sort((one, other) => one.rank - other.rank);
  }
}
