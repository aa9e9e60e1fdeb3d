import { Choice } from '../../parts/choice.tsx';

const storages = [
  { id: 'copy', label: 'a copy of what is stored' },
  { id: 'empty', label: 'empty' },
] as const;

const answers = [
  { id: '200', label: '200, empty' },
  { id: '404', label: '404' },
  { id: '500', label: '500' },
  { id: 'refuse', label: 'no connection' },
] as const;

/** What a script is tried with, besides its activity. */
export interface Surroundings {
  readonly storage: (typeof storages)[number]['id'];
  readonly answer: (typeof answers)[number]['id'];
}

export const usualSurroundings: Surroundings = { storage: 'copy', answer: '200' };

/** Chooses what the script finds stored, and what its requests are answered with. */
export function SurroundingChoices({
  around,
  onChange,
}: {
  readonly around: Surroundings;
  readonly onChange: (around: Surroundings) => void;
}) {
  const choose = <T extends { readonly id: string }>(items: readonly T[], id: string) =>
    items.find((item) => item.id === id)?.id as T['id'] | undefined;
  return (
    <>
      <Choice
        label="Storage"
        items={storages}
        value={around.storage}
        onChange={(id) => onChange({ ...around, storage: choose(storages, id) ?? 'copy' })}
      />
      <Choice
        label="Requests get"
        items={answers}
        value={around.answer}
        onChange={(id) => onChange({ ...around, answer: choose(answers, id) ?? '200' })}
      />
    </>
  );
}

/** As the API takes them. */
export function toSurroundings({ storage, answer }: Surroundings) {
  const fallback = answer === 'refuse' ? ('refuse' as const) : { status: Number(answer) };
  return { storage, answers: { default: fallback } };
}
