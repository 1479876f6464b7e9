import type { Me } from '@saal/client';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './account.module.css';
import { centred, dragged, maxZoom, squareOf, type Crop } from './crop.ts';
import { pictureBlob, pictureEdgePx } from './picture-blob.ts';

/** Chooses the square of a picture by dragging or, the same by keys, by three sliders; sends 256 by 256 pixels. */
export function PictureDialog({ picture, onClose, onChanged }: { picture: ImageBitmap; onClose: () => void; onChanged: (me: Me) => void }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const from = useRef<{ x: number; y: number; crop: Crop }>(undefined);
  const [crop, setCrop] = useState(centred);
  const save = useAction(async () => {
    if (canvas.current) onChanged(await api.setPicture(await pictureBlob(canvas.current)));
  });

  useEffect(() => {
    const { left, top, edge } = squareOf(picture.width, picture.height, crop);
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.imageSmoothingQuality = 'high';
    context.clearRect(0, 0, pictureEdgePx, pictureEdgePx);
    context.drawImage(picture, left, top, edge, edge, 0, 0, pictureEdgePx, pictureEdgePx);
  }, [picture, crop]);

  return (
    <Dialog
      title={t('picture.title')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <>
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" onPress={save.run} isPending={save.pending}>
            {t('picture.use')}
          </Button>
        </>
      }
    >
      {save.error && <ErrorNotice error={save.error} />}
      <div className={styles.crop}>
        <canvas
          ref={canvas}
          width={pictureEdgePx}
          height={pictureEdgePx}
          className={styles.canvas}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            from.current = { x: event.clientX, y: event.clientY, crop };
          }}
          onPointerMove={(event) => {
            if (!from.current) return;
            const edge = event.currentTarget.clientWidth;
            setCrop(
              dragged(
                picture.width,
                picture.height,
                from.current.crop,
                (event.clientX - from.current.x) / edge,
                (event.clientY - from.current.y) / edge,
              ),
            );
          }}
          onPointerUp={() => {
            from.current = undefined;
          }}
        >
          {t('picture.preview')}
        </canvas>
        <div className={styles.sliders}>
          <Slider label={t('picture.zoom')} min={1} max={maxZoom} value={crop.zoom} onChange={(zoom) => setCrop({ ...crop, zoom })} />
          <Slider label={t('picture.horizontal')} min={0} max={1} value={crop.x} onChange={(x) => setCrop({ ...crop, x })} />
          <Slider label={t('picture.vertical')} min={0} max={1} value={crop.y} onChange={(y) => setCrop({ ...crop, y })} />
        </div>
      </div>
    </Dialog>
  );
}

function Slider({
  label,
  min,
  max,
  value,
  onChange,
}: {
  label: string;
  min: number;
  max: number;
  value: number;
  onChange: (value: number) => void;
}) {
  return (
    <label className={styles.slider}>
      <span>{label}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={(max - min) / 100}
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      />
    </label>
  );
}
