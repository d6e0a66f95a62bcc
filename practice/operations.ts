import { azureOperations } from './azure-operations.ts';
import type { Operation } from './router.ts';

/** Every operation a practice tenant serves, one list a file. */
export const operations: readonly Operation[] = [azureOperations].flat();
