import { Checkbox } from 'react-aria-components';

/** A labelled box of a form that is checked or not. */
export function CheckInput({
  name,
  label,
  isChecked = false,
}: {
  readonly name: string;
  readonly label: string;
  readonly isChecked?: boolean;
}) {
  return (
    <Checkbox className="checkbox" name={name} value="on" defaultSelected={isChecked}>
      <span aria-hidden="true" className="box" /> {label}
    </Checkbox>
  );
}
