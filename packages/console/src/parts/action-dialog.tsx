import { useState, type ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { ProblemView } from './problem-view.tsx';

/** A button that asks before it changes something, shows that it works, and says what went wrong. */
export function ActionDialog({
  action,
  title,
  children,
  onConfirm,
}: {
  readonly action: string;
  readonly title: string;
  readonly children: ReactNode;
  readonly onConfirm: () => Promise<unknown>;
}) {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const confirm = async (close: () => void) => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      close();
    } catch (fault) {
      setProblem(fault);
    }
    setIsBusy(false);
  };
  return (
    <DialogTrigger>
      <Button className="button">{action}</Button>
      <ModalOverlay className="overlay" isDismissable={!isBusy}>
        <Modal className="modal">
          <Dialog className="dialog">
            {({ close }) => (
              <>
                <Heading slot="title">{title}</Heading>
                {children}
                {problem === undefined ? null : <ProblemView problem={problem} />}
                <div className="dialog-buttons">
                  <Button className="button" slot="close" isDisabled={isBusy}>
                    Cancel
                  </Button>
                  <Button className="button primary" isDisabled={isBusy} onPress={() => void confirm(close)}>
                    {isBusy ? 'Working …' : action}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
