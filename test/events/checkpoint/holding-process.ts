/** Opens a database, says so, and holds it until its input ends. */
import { openDatabase } from '../../../src/events/checkpoint/database';

async function hold(folder: string): Promise<void> {
  const database = await openDatabase(folder, true);
  process.stdout.write('open\n');
  process.stdin.resume().once('end', () => void database.close());
}

void hold(process.argv[2] ?? '');
