package org.bootagent.booter.store.jdbc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A disk for H2, which makes these itself, that lets nothing be written while its gate is closed: {@code jdbc:h2:gated:/path}. */
public final class GatedFile extends FilePathWrapper {
    private static final String SCHEME = "gated";
    private static final int PATIENCE_SECONDS = 60;

    private static volatile CountDownLatch arrived = new CountDownLatch(0);
    private static volatile CountDownLatch gate = new CountDownLatch(0);

    static String url(String url) {
        FilePath.register(new GatedFile());
        return url.replace(":file:", ":" + SCHEME + ":");
    }

    static void closeGate() {
        arrived = new CountDownLatch(1);
        gate = new CountDownLatch(1);
    }

    static void openGate() {
        gate.countDown();
    }

    /** Whether somebody stands at the gate. */
    static boolean isWaitedFor() {
        return gate.getCount() > 0 && arrived.getCount() == 0;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Gated(super.open(mode));
    }

    /** What stands at the gate must not keep others from reading. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    private static final class Gated extends FileBase {
        private final FileChannel file;

        Gated(FileChannel file) {
            this.file = file;
        }

        private static void pass() throws IOException {
            arrived.countDown();
            try {
                if (!gate.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("the gate stayed closed");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            pass();
            return file.write(source);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            pass();
            return file.write(source, position);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return file.read(target);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            file.force(metaData);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
