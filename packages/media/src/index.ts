export * from './ports.ts';
export * from './errors.ts';
export { turnCredentials, type TurnAccess } from './turn-credentials.ts';
export { createMediaService, type MediaServiceOptions } from './mediasoup/media-service.ts';
