import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { postPhoto } from '../desk/post-act.ts';
import { Sheet } from '../parts/sheet.tsx';

interface PhotoProps {
  isTaken: boolean;
  onTaken(photo: string): void;
}

/** A photograph of the filled slot, where there is a camera; nobody has to. */
export function Photo({ isTaken, onTaken }: PhotoProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  if (!navigator.mediaDevices?.getUserMedia) return null;
  return (
    <div className="field">
      <span className="field-label">{t('desk.photo.label')}</span>
      <button type="button" className="field-value" data-testid="photo" onClick={() => setOpen(true)}>
        {isTaken ? `✓ ${t('desk.photo.taken')}` : t('desk.photo.take')}
      </button>
      {isOpen && (
        <Camera
          onTaken={(photo) => {
            onTaken(photo);
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}

interface CameraProps {
  onTaken(photo: string): void;
  onClose(): void;
}

function Camera({ onTaken, onClose }: CameraProps) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'starting' | 'ready' | 'sending' | 'none' | 'failed'>('starting');
  useEffect(() => {
    let stream: MediaStream | undefined;
    let isClosed = false;
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } }, audio: false })
      .then(
        (opened) => {
          stream = opened;
          if (isClosed || !video.current) return stop(opened);
          video.current.srcObject = opened;
          setState('ready');
        },
        () => setState('none'),
      );
    return () => {
      isClosed = true;
      stop(stream);
    };
  }, []);
  async function take(): Promise<void> {
    setState('sending');
    const jpeg = await jpegOf(video.current!);
    const answer = jpeg && (await postPhoto(jpeg));
    if (typeof answer === 'string') onTaken(answer);
    else setState('failed');
  }
  return (
    <Sheet
      title={t('desk.photo.label')}
      testId="camera"
      onClose={onClose}
      actions={
        <button
          type="button"
          className="is-main"
          data-testid="shoot"
          disabled={state !== 'ready' && state !== 'failed'}
          onClick={take}
        >
          {t(state === 'sending' ? 'desk.working' : 'desk.photo.shoot')}
        </button>
      }
    >
      {state === 'none' && <p className="banner is-warning">{t('desk.photo.none')}</p>}
      {state === 'failed' && <p className="banner is-warning">{t('desk.photo.failed')}</p>}
      <video ref={video} className="camera" autoPlay playsInline muted />
    </Sheet>
  );
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

const widthMax = 1280;

/** The picture of this moment, small enough for the counter's storage. */
function jpegOf(video: HTMLVideoElement): Promise<Blob | null> {
  const scale = Math.min(1, widthMax / video.videoWidth);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d')!.drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8));
}
