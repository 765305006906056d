import { Component, type ComponentChildren } from 'preact';

interface Props {
  /** The shown state: another state resets the error. */
  of: string;
  children: ComponentChildren;
}

/** Shows the error of a view and keeps the rest of the page. */
export class ErrorBoundary extends Component<Props, { error?: Error }> {
  override state: { error?: Error } = {};

  override componentDidCatch(error: Error) {
    this.setState({ error });
  }

  override componentDidUpdate({ of }: Props) {
    if (of !== this.props.of && this.state.error) this.setState({ error: undefined });
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
