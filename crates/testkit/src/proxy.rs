//! A stretch of network that can be cut: programs on one side reach those on the other through it.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// How long a side may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(1);

/// Forwards connections to the first of several addresses that accepts them, as a load balancer does.
///
/// Cut, it loses nothing and says nothing: what was on its way stays there until it is mended, and
/// arrives late. Dropping it ends its connections.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    link: Arc<Link>,
}

#[derive(Debug, Default)]
struct Link {
    state: Mutex<State>,
    mended: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_cut: bool,
    is_gone: bool,
    /// Both ends of every connection that was made.
    connections: Vec<[TcpStream; 2]>,
}

impl Proxy {
    /// A proxy on a port of its own.
    pub fn to(backends: Vec<SocketAddr>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
        let address = listener.local_addr().expect("it listens");
        let link = Arc::new(Link::default());
        let forwarding = Arc::clone(&link);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if forwarding.state().is_gone {
                    return;
                }
                let (link, backends) = (Arc::clone(&forwarding), backends.clone());
                thread::spawn(move || link.connect(client, &backends));
            }
        });
        Self { address, link }
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets nothing through, in either direction, until it is mended.
    pub fn cut(&self) {
        self.link.state().is_cut = true;
    }

    /// Lets everything through again.
    pub fn mend(&self) {
        self.link.state().is_cut = false;
        self.link.mended.notify_all();
    }

    /// Ends every connection; new ones are welcome.
    pub fn reset(&self) {
        for connection in self.link.state().connections.drain(..) {
            end(&connection);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.link.state().is_gone = true;
        self.mend();
        self.reset();
        // The listener looks up at the next connection; it may be gone already.
        let _ = TcpStream::connect(self.address);
    }
}

impl Link {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_until_mended(&self) {
        let waiting = self.mended.wait_while(self.state(), |state| state.is_cut);
        drop(waiting.unwrap_or_else(PoisonError::into_inner));
    }

    /// Forwards one connection; it is dropped where nobody accepts it.
    fn connect(self: Arc<Self>, client: TcpStream, backends: &[SocketAddr]) {
        self.wait_until_mended();
        let mut accepting = backends.iter();
        let server = accepting.find_map(|to| TcpStream::connect_timeout(to, CONNECT).ok());
        let Some(connection) = server.and_then(|server| both_ends(client, server).ok()) else {
            return;
        };
        let Ok(kept) = share(&connection) else {
            return;
        };
        self.state().connections.push(kept);
        let [client, server] = connection;
        let (Ok(answers), Ok(asker)) = (server.try_clone(), client.try_clone()) else {
            return;
        };
        let back = Arc::clone(&self);
        thread::spawn(move || back.forward(answers, asker));
        self.forward(client, server);
    }

    /// Passes on what one side says until it ends.
    fn forward(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut bytes = [0; 16 << 10];
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            self.wait_until_mended();
            if to.write_all(&bytes[..read]).is_err() {
                break;
            }
        }
        self.wait_until_mended();
        end(&[from, to]);
    }
}

fn both_ends(client: TcpStream, server: TcpStream) -> io::Result<[TcpStream; 2]> {
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    Ok([client, server])
}

fn share([client, server]: &[TcpStream; 2]) -> io::Result<[TcpStream; 2]> {
    Ok([client.try_clone()?, server.try_clone()?])
}

/// Ends a connection, unless that has happened.
fn end(connection: &[TcpStream; 2]) {
    for side in connection {
        let _ = side.shutdown(Shutdown::Both);
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    /// A server that repeats what it hears.
    fn echo() -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || io::copy(&mut &stream, &mut &stream));
            }
        });
        address
    }

    fn connect(proxy: &Proxy) -> TcpStream {
        let stream = TcpStream::connect(proxy.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    fn hear(stream: &mut TcpStream) -> io::Result<[u8; 2]> {
        let mut heard = [0; 2];
        stream.read_exact(&mut heard)?;
        Ok(heard)
    }

    #[test]
    fn what_is_said_while_it_is_cut_arrives_when_it_is_mended() {
        let proxy = Proxy::to(vec![echo()]);
        let mut stream = connect(&proxy);
        stream.write_all(b"ab").unwrap();
        assert_eq!(&hear(&mut stream).unwrap(), b"ab");

        proxy.cut();
        stream.write_all(b"cd").unwrap();
        stream
            .set_read_timeout(Some(Duration::from_millis(50)))
            .unwrap();
        hear(&mut stream).unwrap_err();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        proxy.mend();
        assert_eq!(&hear(&mut stream).unwrap(), b"cd");
    }

    #[test]
    fn a_reset_ends_connections_and_takes_new_ones() {
        let proxy = Proxy::to(vec![echo()]);
        let mut stream = connect(&proxy);
        stream.write_all(b"ab").unwrap();
        hear(&mut stream).unwrap();
        proxy.reset();
        hear(&mut stream).unwrap_err();

        let mut stream = connect(&proxy);
        stream.write_all(b"ef").unwrap();
        assert_eq!(&hear(&mut stream).unwrap(), b"ef");
    }

    #[test]
    fn the_next_address_is_tried_where_one_does_not_listen() {
        let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let nobody = closed.local_addr().unwrap();
        drop(closed);
        let proxy = Proxy::to(vec![nobody, echo()]);
        let mut stream = connect(&proxy);
        stream.write_all(b"gh").unwrap();
        assert_eq!(&hear(&mut stream).unwrap(), b"gh");
    }
}
