package org.bootagent.booter.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.eclipse.jetty.http.HttpHeader;

/** Buffers an answer until it is complete, so that a client that does not read it holds no thread of the servlet's. */
final class BufferedResponse extends HttpServletResponseWrapper {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private PrintWriter writer;
    private boolean error;
    private long announced = -1;
    private String type;

    BufferedResponse(HttpServletResponse response) {
        super(response);
    }

    HttpServletResponse client() {
        return (HttpServletResponse) getResponse();
    }

    byte[] body() {
        if (writer != null) {
            writer.flush();
        }
        return body.toByteArray();
    }

    /** Returns the length set by the servlet; -1: none. */
    long announced() {
        return announced;
    }

    @Override
    public void setContentType(String contentType) {
        super.setContentType(contentType);
        type = contentType;
    }

    /** Sets the content type with its exact spelling before anything is sent. The server writes known types in a spelling of its own. */
    void spellType() {
        if (type != null) {
            ServletContextResponse.getServletContextResponse(client())
                    .getWrapped()
                    .getHeaders()
                    .put(HttpHeader.CONTENT_TYPE, type);
        }
    }

    /** Returns whether the server writes the answer itself. */
    boolean isError() {
        return error;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return new Collector();
    }

    @Override
    public PrintWriter getWriter() {
        if (writer == null) {
            writer = new PrintWriter(new OutputStreamWriter(body, Charset.forName(getCharacterEncoding())));
        }
        return writer;
    }

    /** Sets the length only when the answer is complete: with it, the server would write at once, and wait. */
    @Override
    public void setContentLength(int length) {
        announced = length;
    }

    @Override
    public void setContentLengthLong(long length) {
        announced = length;
    }

    @Override
    public void setBufferSize(int size) {
        // All of it is buffered.
    }

    @Override
    public void flushBuffer() {
        // When it is complete.
    }

    @Override
    public void resetBuffer() {
        body.reset();
        writer = null;
    }

    @Override
    public void reset() {
        super.reset();
        resetBuffer();
        announced = -1;
        type = null;
    }

    @Override
    public void sendError(int status) throws IOException {
        error = true;
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        error = true;
        super.sendError(status, message);
    }

    private final class Collector extends ServletOutputStream {
        @Override
        public void write(int b) {
            body.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            body.write(bytes, offset, length);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("the answer is buffered: write it at once");
        }
    }
}
