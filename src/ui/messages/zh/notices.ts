import { bytes } from '../numbers.ts';

/** Failures and offers, in Chinese. */
export const notices = {
  region: '通知',
  dismiss: '关闭提示',
  retry: '重试',
  download: '下载到本窗口',
  downloading: (done: number, total: number | null) =>
    total === null ? `正在下载，${bytes(done)}` : `正在下载，${bytes(done)} / ${bytes(total)}`,
  code: (code: string) => `代码 ${code}`,
};
