import { useState, type ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { ActionForm } from './action-form.tsx';

/** A button that asks before it changes something, shows that it works, and says what went wrong. */
export function ActionDialog({
  action,
  title,
  label,
  shortcut,
  children,
  onConfirm,
}: {
  readonly action: string;
  readonly title: string;
  /** What the button is called where several say the same. */
  readonly label?: string;
  /** The key that opens it. */
  readonly shortcut?: string;
  readonly children: ReactNode;
  /** Gets what the named fields of the dialog hold. */
  readonly onConfirm: (form: FormData) => Promise<unknown>;
}) {
  const [isBusy, setIsBusy] = useState(false);
  return (
    <DialogTrigger>
      <Button
        className="button"
        {...(label === undefined ? {} : { 'aria-label': label })}
        {...(shortcut === undefined ? {} : { 'data-shortcut': shortcut })}
      >
        {action}
      </Button>
      <ModalOverlay className="overlay" isDismissable={!isBusy}>
        <Modal className="modal">
          <Dialog className="dialog">
            {({ close }) => (
              <>
                <Heading slot="title">{title}</Heading>
                <ActionForm
                  onSubmit={async (form) => {
                    await onConfirm(form);
                    close();
                  }}
                  onBusy={setIsBusy}
                  buttons={
                    <>
                      <Button className="button" slot="close" isDisabled={isBusy}>
                        Cancel
                      </Button>
                      <Button className="button primary" type="submit" isDisabled={isBusy}>
                        {isBusy ? 'Working …' : action}
                      </Button>
                    </>
                  }
                >
                  {children}
                </ActionForm>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
