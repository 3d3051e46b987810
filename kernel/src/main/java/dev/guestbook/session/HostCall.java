package dev.guestbook.session;

/** The body of a host function. Runs on the thread that called the guest; what it throws ends that call, and says which function and line it came from. */
@FunctionalInterface
public interface HostCall {
    /**
     * @return a number or boolean for one result, any object (null too) where that is an externref, a list of numbers for several, anything (null too) for none
     */
    Object call(HostArguments arguments) throws Exception;
}
