// Spoken prompts, where the machine can speak; where it cannot, nothing is missing (SCR-37).
import { useEffect } from 'react';

export const canSpeak = (): boolean => 'speechSynthesis' in window;

/** Says `text` whenever it changes, in place of what was being said; silent while it is null. */
export function useVoice(text: string | null, language: string): void {
  useEffect(() => {
    if (!canSpeak()) return;
    window.speechSynthesis.cancel();
    if (text === null) return;
    const words = new SpeechSynthesisUtterance(text);
    words.lang = language;
    words.rate = 0.9;
    window.speechSynthesis.speak(words);
  }, [text, language]);
}
