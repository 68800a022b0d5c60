// What several faults share: one prepared counter and hub, made when first needed.
import { prepareTemplate, type Template } from '../rig/template.ts';

export interface Stage {
  template(): Promise<Template>;
  close(): Promise<void>;
}

export function openStage(): Stage {
  let made: Promise<Template> | undefined;
  return {
    template() {
      made ??= prepareTemplate();
      return made;
    },
    async close() {
      const template = await made?.catch(() => undefined);
      template?.remove();
    },
  };
}
