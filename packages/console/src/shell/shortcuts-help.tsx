import { Button, Checkbox, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { setKeyboard, useKeyboard } from './keyboard.ts';
import type { Shortcut } from './shortcut.ts';

/** Which keys do what, and a switch that turns the single ones off. */
export function ShortcutsHelp({
  shortcuts,
  onClose,
}: {
  readonly shortcuts: readonly Shortcut[];
  readonly onClose: () => void;
}) {
  const isOn = useKeyboard();
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">Keyboard</Heading>
          <dl className="facts">
            <dt>
              <kbd>Ctrl K</kbd>
            </dt>
            <dd>Search and go anywhere</dd>
            {shortcuts.map(({ keys, title }) => (
              <div key={keys} className="fact">
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{title}</dd>
              </div>
            ))}
          </dl>
          <Checkbox className="checkbox" isSelected={isOn} onChange={setKeyboard}>
            <span aria-hidden="true" className="box" /> Single keys do something
          </Checkbox>
          <div className="dialog-buttons">
            <Button className="button" slot="close">
              Close
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
