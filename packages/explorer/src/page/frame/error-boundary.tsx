import { Component, type ComponentChildren } from 'preact';

interface Props {
  /** A new key removes the error. */
  resetKey: string;
  children: ComponentChildren;
}

export class ErrorBoundary extends Component<Props, { error?: Error }> {
  override state: { error?: Error } = {};

  override componentDidCatch(error: Error) {
    this.setState({ error });
  }

  override componentDidUpdate({ resetKey }: Props) {
    if (resetKey !== this.props.resetKey && this.state.error) this.setState({ error: undefined });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div class="error" role="alert">
        <p>This cannot be shown: {error.message}</p>
        <p>
          <a href="#/find">Find something else</a>
        </p>
      </div>
    );
  }
}
