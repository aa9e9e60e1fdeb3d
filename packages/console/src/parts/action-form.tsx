import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { ApiProblem } from '../api/problem.ts';
import { FieldFaults, noFaults } from './field-faults.ts';
import { ProblemView } from './problem-view.tsx';

/** Fields that are sent together. What is wrong with a field stands at it, what else went wrong below them. */
export function ActionForm({
  children,
  buttons,
  onSubmit,
  onBusy,
}: {
  readonly children: ReactNode;
  readonly buttons: ReactNode;
  /** Gets what the named fields hold. */
  readonly onSubmit: (form: FormData) => Promise<unknown>;
  readonly onBusy: (isBusy: boolean) => void;
}) {
  const [problem, setProblem] = useState<unknown>();
  const [atFields, setAtFields] = useState(noFaults);
  const submit = async (form: HTMLFormElement) => {
    onBusy(true);
    setProblem(undefined);
    setAtFields(noFaults);
    try {
      await onSubmit(new FormData(form));
    } catch (fault) {
      const shown = faultsAtFields(form, fault);
      setAtFields(shown);
      if (Object.keys(shown).length === 0) setProblem(fault);
    }
    onBusy(false);
  };
  return (
    <Form
      className="form"
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <FieldFaults value={atFields}>{children}</FieldFaults>
      {problem === undefined ? null : <ProblemView problem={problem} />}
      <div className="dialog-buttons">{buttons}</div>
    </Form>
  );
}

/** What is wrong by field; nothing where the form does not have every field of which something is wrong. */
function faultsAtFields(form: HTMLFormElement, fault: unknown): Readonly<Record<string, string>> {
  if (!(fault instanceof ApiProblem)) return noFaults;
  // A fault of an element of a list, such as "events[0]", stands at the list.
  const faults = Object.entries(fault.fields).map(
    ([field, message]) => [field.replace(/[[.].*$/, ''), message] as const,
  );
  const hasAll = faults.every(([field]) => form.elements.namedItem(field) !== null);
  return hasAll ? Object.fromEntries(faults) : noFaults;
}
