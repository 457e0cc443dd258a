import type { Plugin } from 'vite';

export interface RendererAsset { url: string; path: string }
export function listRendererAssets(root: string): RendererAsset[];
export function readRendererAsset(asset: RendererAsset): Uint8Array | string;
export function rendererAssets(root: string): Plugin;
